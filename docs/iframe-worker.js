// The search of the site runs in a worker, which browsers refuse to a page that is
// opened as a file. Then a hidden frame does its work.
if (location.protocol === "file:") {
  // The theme's worker looks for this name to know where it runs.
  window.Worker = window.IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.appendChild(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => {
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        if (this.onmessage) this.onmessage(event);
      };
      inside.importScripts = (...addresses) =>
        addresses.reduce((before, one) => before.then(() => this.load(one)), Promise.resolve());
      this.ready = this.load(address);
    }
    load(address) {
      return new Promise((loaded, failed) => {
        const inside = this.frame.contentDocument;
        const script = inside.createElement("script");
        script.src = new URL(address, location.href);
        script.onload = loaded;
        script.onerror = failed;
        inside.body.appendChild(script);
      });
    }
    postMessage(data) {
      this.ready.then(() => {
        this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
      });
    }
    terminate() {
      this.frame.remove();
    }
  };
}
