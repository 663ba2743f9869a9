"""A real, headless Chromium that is told what to do through its DevTools pipe, and tells every request that it makes. For tests/blackbox."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time

PROGRAM = next((found for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome") if (found := shutil.which(name))), None)


def installed():
    return PROGRAM is not None


class Failed(Exception):
    pass


class Chromium:
    """One page. `requests` is every URL that it asked for, `problems` what its console and its policies complained of."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-chromium-"))
        told_read, told_write = os.pipe()  # what we tell it
        said_read, said_write = os.pipe()  # what it says

        def as_pipes():  # DevTools reads 3 and writes 4
            os.dup2(told_read, 103)
            os.dup2(said_write, 104)
            os.dup2(103, 3)
            os.dup2(104, 4)

        # Nothing but the page: no updates, no lists of bad pages, no metrics.
        self.process = subprocess.Popen(
            [PROGRAM, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions",
             "--no-default-browser-check", "--metrics-recording-only", "--mute-audio", "--hide-scrollbars", f"--user-data-dir={self.folder}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self.folder / "errors", "w"), preexec_fn=as_pipes, close_fds=False)
        os.close(told_read)
        os.close(said_write)
        self.told, self.said = told_write, said_read
        self.requests, self.problems = [], []
        self.number, self.answers, self.arrived = 0, {}, threading.Condition()
        self.session, self.loaded = None, 0
        threading.Thread(target=self.listen, daemon=True).start()
        target = next(one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(domain + ".enable")

    def listen(self):
        rest = b""
        while piece := os.read(self.said, 1 << 16):
            *whole, rest = (rest + piece).split(b"\0")
            for text in whole:
                self.take(json.loads(text))
        with self.arrived:
            self.answers = None
            self.arrived.notify_all()

    def take(self, message):
        with self.arrived:
            method, values = message.get("method"), message.get("params", {})
            if "id" in message:
                self.answers[message["id"]] = message
            elif method == "Network.requestWillBeSent":
                self.requests.append(values["request"]["url"])
            elif method == "Page.loadEventFired":
                self.loaded += 1
            elif method == "Log.entryAdded" and values["entry"]["level"] in ("warning", "error"):
                self.problems.append(values["entry"]["text"] + " " + values["entry"].get("url", ""))
            elif method == "Runtime.exceptionThrown":
                self.problems.append(json.dumps(values["exceptionDetails"]))
            self.arrived.notify_all()

    def call(self, method, **values):
        with self.arrived:
            self.number += 1
            number = self.number
        message = {"id": number, "method": method, "params": values, **({"sessionId": self.session} if self.session else {})}
        os.write(self.told, json.dumps(message).encode() + b"\0")
        with self.arrived:
            if not self.arrived.wait_for(lambda: self.answers is None or number in self.answers, 60) or self.answers is None:
                raise Failed(f"Chromium does not answer {method}: " + (self.folder / "errors").read_text()[-2000:])
            answer = self.answers.pop(number)
        if "error" in answer:
            raise Failed(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def go(self, url):
        before = self.loaded
        self.call("Page.navigate", url=url)
        with self.arrived:
            if not self.arrived.wait_for(lambda: self.loaded > before, 60):
                raise Failed(url + " is not loaded")

    def run(self, expression):
        """The value of JavaScript in the page."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True)
        if "exceptionDetails" in done:
            raise Failed(f"{expression}: {done['exceptionDetails']['exception'].get('description')}")
        return done["result"].get("value")

    def html(self):
        """Of the page as it is, also where no script may run."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        return self.call("DOM.getOuterHTML", nodeId=root)["outerHTML"]

    def until(self, expression):
        """Waits until that is so, and gives its value."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            value = self.run(expression)  # an element comes as {}
            if value not in (None, False, "", 0):
                return value
            time.sleep(0.025)
        raise Failed(f"this does not come: {expression}; the page says: {self.run('document.body.innerText')[:3000]}")

    def press(self, key, code=None, text=None):
        values = {"key": key, "code": code or key, "windowsVirtualKeyCode": {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}.get(key, ord(key[0].upper())),
                  **({"text": text} if text else {})}
        self.call("Input.dispatchKeyEvent", type="keyDown", **values)
        self.call("Input.dispatchKeyEvent", type="keyUp", **values)

    def write(self, text):
        self.call("Input.insertText", text=text)

    def click(self, selector):
        """As a mouse does, in the middle of what is seen."""
        box = self.until(f"""(() => {{ const found = document.querySelector({json.dumps(selector)});
            if (!found || !found.getClientRects().length) return null; found.scrollIntoView({{block: "center", inline: "center"}});
            const box = found.getClientRects()[0]; return {{x: box.x + box.width / 2, y: box.y + box.height / 2}}; }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **box)

    def looks(self, width=1280, height=800, dark=False, scale=1, scripts=True):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)

    def shot(self, path):
        pathlib.Path(path).write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.told)
        shutil.rmtree(self.folder, ignore_errors=True)
