"""Starts and ends the service."""
import json
import os
import pathlib
import signal
import subprocess
import threading

PROGRAM = os.environ.get("INTERLOCK", "interlock")


class Server:
    """`interlock serve` on a free port of this machine, as a context."""

    def __init__(self, folder, *arguments, mutual=True, environment=None):
        self.folder = pathlib.Path(folder)
        self.command = [
            PROGRAM, "serve", "--listen", "127.0.0.1:0", "--clock", "evidence",
            "--tls-certificate", str(self.folder / "pki/server.pem"), "--tls-key", str(self.folder / "pki/server-key.pem"),
            "--signing-key", str(self.folder / "results.pem"), *map(str, arguments)]
        if mutual:
            self.command += ["--client-ca", str(self.folder / "pki/clients.pem")]
        self.environment = os.environ | (environment or {})
        self.lines, self.process, self.port = [], None, None

    def start(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE, text=True, env=self.environment)
        for line in self.process.stderr:
            self.lines.append(line)
            if '"message":"serving"' in line:
                self.port = int(json.loads(line)["port"])
                break
        else:
            raise RuntimeError("the service did not start: " + "".join(self.lines[-5:]))
        threading.Thread(target=lambda pipe=self.process.stderr: self.lines.extend(pipe), daemon=True).start()
        return self

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()
