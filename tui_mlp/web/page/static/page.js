// Shows why a visit has ended: the server says so as it hangs up. Keys go to the trainer at once.
window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    this.addEventListener("close", (event) => {
      if (event.reason) {
        document.getElementById("reason").textContent = event.reason + ".";
      }
    });
  }
};

document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("again").addEventListener("click", () => window.location.reload());
});

window.addEventListener("load", () => document.querySelector(".xterm-helper-textarea")?.focus());
