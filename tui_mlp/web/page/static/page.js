// Shows why a visit has ended: the server says so as it hangs up. Keys go to the trainer at once.
window.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    this.addEventListener("open", () => document.querySelector(".xterm-helper-textarea").focus());
    this.addEventListener("close", (event) => {
      if (event.reason) {
        document.getElementById("reason").textContent = event.reason + ".";
      }
    });
  }
};

document.addEventListener("DOMContentLoaded", () => {
  // by the address that the browser sees, which behind a proxy is not the server's own
  document.getElementById("terminal").dataset.sessionWebsocketUrl =
    window.location.origin.replace(/^http/, "ws") + "/ws";
  document.getElementById("again").addEventListener("click", () => window.location.reload());
});
