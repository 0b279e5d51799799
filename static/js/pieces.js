/* Photos and papers: how far the sending is, and zones to blur drawn by hand. Every page works without it. */
(() => {
  "use strict";

  const say = (text) => {
    const live = document.getElementById("live");
    if (live) live.textContent = text;
  };

  // --- How far the sending is -------------------------------------------------------------------------------------
  const barFor = (form) => {
    const place = document.createElement("p"), bar = document.createElement("progress"), words = document.createElement("span");
    place.className = "sending";
    bar.max = 100;
    bar.setAttribute("aria-label", "Envoi des pièces");
    place.append(bar, words);
    form.querySelector("[type=file]").closest(".field").after(place);
    return {
      show(share) {
        bar.value = share * 100;
        words.textContent = share < 1 ? `Envoi : ${Math.round(share * 100)} %` : "Reçu. Les photos sont préparées…";
      },
      remove() { place.remove(); },
    };
  };
  const released = (form) => form.dispatchEvent(
    new CustomEvent("htmx:afterRequest", { bubbles: true, detail: { elt: form, successful: false } }));
  const failed = (form, bar) => {
    bar.remove();
    // Whoever has put the form aside on the device takes it from here (offline.js).
    if (!form.dispatchEvent(new CustomEvent("sending:failed", { bubbles: true, cancelable: true }))) {
      released(form);
      return;
    }
    released(form);
    const notice = form.querySelector("[data-not-sent]") || document.createElement("div");
    notice.className = "notice bad";
    notice.dataset.notSent = "";
    notice.setAttribute("role", "alert");
    notice.textContent = "L’envoi n’a pas abouti. Vos photos sont encore choisies : réessayez.";
    form.querySelector("[type=file]").closest(".field").after(notice);
  };
  // What came back takes the place of the page, whatever it says.
  const show = (form, request, bar) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const came = page.getElementById("contenu");
    if (!came || request.status >= 500) return failed(form, bar);
    document.title = page.title;
    if (request.responseURL && request.responseURL !== location.href) history.pushState({}, "", request.responseURL);
    const place = document.importNode(came, true);
    document.getElementById("contenu").replaceWith(place);
    htmx.process(place);
    htmx.trigger(place, "htmx:load", { elt: place });
    (place.querySelector("[data-error-summary]") || place).focus();
    scrollTo(0, 0);
    return undefined;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target, chosen = form.querySelector("[type=file][multiple]");
    if (event.defaultPrevented || !chosen || !chosen.files.length) return;
    event.preventDefault();
    const sent = new FormData(form, event.submitter), bar = barFor(form), request = new XMLHttpRequest();
    form.querySelector("[data-not-sent]")?.remove();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (moved) => { if (moved.lengthComputable) bar.show(moved.loaded / moved.total); });
    request.addEventListener("load", () => show(form, request, bar));
    ["error", "timeout", "abort"].forEach((name) => request.addEventListener(name, () => failed(form, bar)));
    say("Envoi commencé");
    request.send(sent);
  });
  // The page was changed without a load: back and forward ask for it again.
  addEventListener("popstate", () => location.reload());

  // --- Zones drawn on a photo -------------------------------------------------------------------------------------
  const SMALLEST = 1; // per cent: less is a tap
  const offerDrawing = (form) => {
    const canvas = form.querySelector("svg"), zones = [...form.querySelectorAll("[data-zone]")];
    const fieldsOf = (zone) => [...zone.querySelectorAll("input")];
    const isEmpty = (zone) => fieldsOf(zone).every((field) => field.value === "");
    const counted = form.querySelector("[data-count]");
    let draft = null;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const share = (value, size) => Math.min(100, Math.max(0, (100 * value) / size));
      return [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
    };
    const draw = () => {
      const drawn = zones.filter((zone) => !isEmpty(zone)).map((zone) => fieldsOf(zone).map((field) => Number(field.value)));
      canvas.replaceChildren(...[...drawn, ...(draft ? [draft.sides] : [])].map((sides) => {
        const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        ["x", "y", "width", "height"].forEach((name, number) => shape.setAttribute(name, sides[number]));
        return shape;
      }));
      counted.textContent = drawn.length > 1 ? `${drawn.length} zones` : drawn.length ? "1 zone" : "";
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (!zones.some(isEmpty)) { say("Dix zones au plus"); return; }
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      draft = { from: at(event), sides: [0, 0, 0, 0] };
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!draft) return;
      const [x, y] = at(event), [left, top] = draft.from;
      draft.sides = [Math.min(x, left), Math.min(y, top), Math.abs(x - left), Math.abs(y - top)];
      draw();
    });
    const end = () => {
      if (!draft) return;
      const { sides } = draft;
      draft = null;
      if (sides[2] >= SMALLEST && sides[3] >= SMALLEST) {
        fieldsOf(zones.find(isEmpty)).forEach((field, number) => { field.value = Math.round(sides[number] * 100) / 100; });
        say("Zone tracée");
      }
      draw();
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    form.querySelector("[data-undo]").addEventListener("click", () => {
      const last = zones.filter((zone) => !isEmpty(zone)).pop();
      if (last) fieldsOf(last).forEach((field) => { field.value = ""; });
      draw();
    });
    form.addEventListener("input", draw);
    form.querySelectorAll("[data-drawing]").forEach((part) => { part.hidden = false; });
    draw();
  };

  document.querySelectorAll("form[data-blur]").forEach(offerDrawing);
})();
