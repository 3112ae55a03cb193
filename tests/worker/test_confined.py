"""A worker whose screen has no right to files: commands that use some do nothing, and say so."""

import queue
from pathlib import Path

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.worker import commands
from tui_mlp.worker.client import ProcessWorker
from tui_mlp.worker.job import Job
from tui_mlp.worker.questions.data_commands import ReadData
from tui_mlp.worker.questions.export_commands import Export
from tui_mlp.worker.replies import Notice, Reply, Said

PATIENCE = 30


def test_no_command_reads_or_writes_a_file(tmp_path: Path) -> None:
    table = tmp_path / "secret.csv"
    table.write_text("a,b,label\n" + "1,2,x\n3,4,y\n" * 20)
    model = tmp_path / "model.npz"
    worker = ProcessWorker(Job(TrainingConfig(dataset="iris", hidden=(3,)), confined=True))
    said: queue.Queue[Said] = queue.Queue()
    worker.start(said.put)
    refused = (
        ReadData({"data": str(table)}),
        commands.Change({"data": str(table)}),
        commands.Fork({"data": str(table)}),
        commands.OpenRun("any"),
        commands.Detach(),
        Export("npz", str(model)),
    )
    try:
        numbers = [worker.send(command) for command in refused]
        for number in numbers:
            reply = said.get(timeout=PATIENCE)
            while not isinstance(reply, Reply):
                reply = said.get(timeout=PATIENCE)
            assert reply.command == number
            assert isinstance(reply.answer, Notice)
            assert "no file of this machine" in reply.answer.text
    finally:
        worker.close()
    assert not model.exists()
