/* Filing a fact when the network may be away: its form, with and without network, its photos, and what waits on the
   device. Works on what queue.js keeps. docs/offline.md */
(() => {
  "use strict";

  const MOST = 10, LARGE = 4 * 1024 * 1024, LARGEST = 20 * 1024 * 1024, LONGEST_SIDE = 2560, THUMB = 96, MOST_CHIPS = 8;
  const ASKED = ["residence", "place", "category", "started_at", "recurrence", "facts"];
  const ANSWERS = ["residence", "place", "category", "recurrence", "police_called"];
  const NOT_KEPT = ["csrfmiddlewaretoken", "acting_as", "draft", "photos"];
  const shell = document.querySelector("[data-shell]");
  let form, panel; // of the page as it stands now
  let wanted = /^#fait=([0-9a-f-]{36})$/.exec(location.hash)?.[1]; // one that waits, to be corrected
  const say = (text) => { document.getElementById("live").textContent = text; };
  const make = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const fieldsOf = (name) => [...form.elements].filter((each) => each.name === name);
  const newKey = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

  // --- Photos: as they are with network; without, and where the portal would refuse them, large ones are made smaller
  const REDUCED = "réduite par l’appareil avant l’envoi", isReduced = ({ name }) => name.endsWith(" (réduite).jpg");
  const drawn = async (file, longest) => {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return canvas;
  };
  const smaller = async (file) => {
    const most = shell || !navigator.onLine ? LARGE : LARGEST;
    if (file.size <= most || !file.type.startsWith("image/")) return file;
    try {
      const canvas = await drawn(file, LONGEST_SIDE);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? new File([blob], `${file.name.replace(/\.\w+$/, "")} (réduite).jpg`, { type: blob.type }) : file;
    } catch { return file; } // of a kind that this browser cannot draw: as it is
  };
  const thumbOf = async (file) => {
    const image = make("img");
    image.alt = file.name;
    image.width = image.height = 56;
    try { image.src = (await drawn(file, THUMB)).toDataURL("image/jpeg", 0.7); } catch { return make("span", "small", file.name); }
    return image;
  };
  const photos = []; // of this form; the input carries the same
  let told, list;
  const sayOfPhotos = (text) => {
    told.textContent = text;
    if (text) say(text);
  };
  const carry = (input) => {
    const transfer = new DataTransfer();
    photos.forEach((photo) => transfer.items.add(photo));
    input.files = transfer.files;
  };
  const listPhotos = async (input) => {
    const rows = await Promise.all(photos.map(async (photo) => {
      const row = make("li"), button = make("button", "btn small", "Retirer");
      button.type = "button";
      button.setAttribute("aria-label", `Retirer la photo ${photo.name}`);
      button.addEventListener("click", () => {
        photos.splice(photos.indexOf(photo), 1);
        keepPhotos(input);
      });
      row.append(await thumbOf(photo), button, ...(isReduced(photo) ? [make("span", "small muted", REDUCED)] : []));
      return row;
    }));
    list.replaceChildren(...rows);
  };
  const keepPhotos = async (input) => {
    carry(input);
    await listPhotos(input);
    if (wanted) form.dispatchEvent(new Event("input"));
    else await keepDraft();
  };
  const take = async (input) => {
    const known = (file) => photos.some((photo) => photo.name === file.name && photo.size === file.size && photo.lastModified === file.lastModified);
    const added = [...input.files].filter((file) => !known(file));
    sayOfPhotos(added.length ? "Photo en préparation…" : "");
    const made = await Promise.all(added.map(smaller));
    const fitting = made.filter((file) => file.size <= LARGEST), heavy = made.filter((file) => file.size > LARGEST);
    const room = Math.max(0, MOST - photos.length);
    photos.push(...fitting.slice(0, room));
    sayOfPhotos(fitting.length > room ? "10 photos au plus\u00a0: les autres n’ont pas été prises."
      : heavy.length ? `${heavy.map(({ name }) => name).join(", ")}\u00a0: trop lourd, 20\u00a0Mo au plus.` : "");
    await keepPhotos(input);
  };
  const offerPhotos = (input) => {
    list = make("ul", "thumbs");
    told = make("p", "small");
    told.setAttribute("role", "status");
    input.after(list, told);
    input.addEventListener("change", () => take(input));
  };
  const photoInput = () => form.querySelector("input[type=file][name=photos]");
  const givePhotos = async (files) => {
    if (!photoInput()) return;
    photos.splice(0, photos.length, ...files);
    carry(photoInput());
    await listPhotos(photoInput());
  };

  // --- What the form says, and what it is given back --------------------------------------------------------------
  const valuesOf = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
  const labelOf = (name) => {
    const chosen = fieldsOf(name).find((field) => field.type !== "radio" || field.checked);
    if (!chosen) return "";
    return (chosen.type === "radio" ? chosen.closest("label").textContent : chosen.selectedOptions?.[0]?.textContent ?? chosen.value).trim();
  };
  const momentOf = (value) => {
    const at = new Date(value);
    if (Number.isNaN(at.valueOf())) return "";
    const day = at.toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });
    return `${day}, ${at.getHours()}\u00a0h\u00a0${String(at.getMinutes()).padStart(2, "0")}`;
  };
  const toldOf = () => {
    const where = labelOf("residence"), when = momentOf(labelOf("started_at"));
    const place = [labelOf("place"), labelOf("building")].filter(Boolean).join(", ");
    const text = [`${where} – ${place}`, when, labelOf("category"), labelOf("facts"),
      `C’est arrivé\u00a0: ${labelOf("recurrence").toLowerCase()}`, `Police appelée\u00a0: ${labelOf("police_called").toLowerCase()}`];
    return { where, about: [place, labelOf("category"), when].filter(Boolean).join(" · "), text: text.join("\n") };
  };
  const fill = (values) => {
    [...form.elements].filter((field) => field.name && !NOT_KEPT.includes(field.name)).forEach((field) => {
      const own = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) {
        field.checked = own.includes(field.value);
        if (field.checked) field.closest("details")?.setAttribute("open", "");
      } else if (own.length) field.value = own[0];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    values.filter(([name]) => name === "held").forEach(([name, value]) => {
      const held = make("input");
      Object.assign(held, { type: "hidden", name, value });
      form.append(held);
    });
  };
  const factOf = (own, state) => ({
    ...own, id: form.elements.submission.value, at: Date.now(), state, leaving: 0, values: valuesOf(), photos: [...photos], ...toldOf(),
  });
  // The text of a draft portal.js keeps; one with photos is kept here as well.
  let soon; // what is typed is kept in a moment
  const keepDraft = async () => {
    const own = await queue.who();
    if (!own) return;
    const draft = { ...own, id: queue.draftKey(own), at: Date.now(), state: "draft", values: valuesOf(), photos: [...photos] };
    await (photos.length ? queue.write(draft) : queue.erase("facts", draft.id)).catch((error) => sayOfPhotos(whyNot(error)));
  };
  const whyNot = (error) => error?.name === "QuotaExceededError"
    ? "Plus assez de place sur cet appareil pour garder ces photos\u00a0: retirez-en, ou envoyez d’abord les faits en attente."
    : "Cet appareil ne peut pas garder ce fait\u00a0: notez-le, ou copiez le texte.";

  // --- An answer that is missing is asked for before the fact is put aside ----------------------------------------
  const missing = () => ASKED.filter((name) => !labelOf(name));
  const mark = (names) => {
    form.querySelectorAll("[data-missing]").forEach((each) => each.remove());
    form.querySelectorAll(".field.wrong").forEach((each) => each.classList.remove("wrong"));
    names.map((name) => fieldsOf(name)[0]?.closest(".field")).filter(Boolean).forEach((field) => {
      const error = make("div", "error", "Il manque une réponse ici.");
      error.dataset.missing = "";
      field.classList.add("wrong");
      field.querySelector("legend, label").after(error);
    });
    if (!names.length) return;
    fieldsOf(names[0])[0]?.focus();
    say(`Il manque ${names.length} réponse${names.length > 1 ? "s" : ""}`);
  };

  // --- Sending: put aside first, so that whatever becomes of the network nothing is lost --------------------------
  const forgetText = () => {
    try { localStorage.removeItem(`draft:${form.elements.draft?.value}`); } catch { /* nothing was kept */ }
  };
  const complain = (text) => {
    const notice = form.querySelector("[data-not-kept]") ?? make("div", "notice bad");
    notice.dataset.notKept = "";
    notice.setAttribute("role", "alert");
    notice.replaceChildren(make("div", "", text));
    form.querySelector(".dock").before(notice);
  };
  const beginAnew = async () => {
    if (wanted) { location.hash = ""; location.reload(); return; }
    form.elements.submission.value = newKey();
    await queue.show(); // what is looked at next must be there
    form.reset();
    form.querySelectorAll("[name=held], [data-not-kept]").forEach((each) => each.remove());
    form.querySelector("textarea").dispatchEvent(new Event("input", { bubbles: true }));
    const cleared = givePhotos([]);
    if (shell) now();
    forgetText();
    panel.scrollIntoView();
    panel.focus(); // in the same moment: whoever writes the next one at once loses no key
    await cleared;
    say("Gardé sur cet appareil");
  };
  const putAside = async (own, fact) => {
    await queue.write(fact);
    await queue.erase("facts", queue.draftKey(own));
    navigator.storage?.persist?.();
  };
  // The server's word for what has arrived is that of drafts; one that is corrected has no draft.
  const askWord = (own) => {
    if (form.elements.draft) return;
    const carried = make("input");
    Object.assign(carried, { type: "hidden", name: "draft", value: `${own.person}:${own.designation}:${queue.FILING}:corrected:` });
    form.append(carried);
  };
  let aside; // the fact that is put aside and on its way
  const submit = async (event) => {
    if (form.dataset.kept) return; // this time as any form
    event.preventDefault();
    if (form.dataset.busy) return;
    clearTimeout(soon);
    form.dataset.busy = "1";
    const withNetwork = navigator.onLine && !shell, names = withNetwork ? [] : missing();
    try {
      mark(names);
      if (names.length) return;
      const own = await queue.who(), fact = factOf(own, "waiting");
      if (withNetwork) {
        fact.leaving = Date.now();
        queue.remembered(fact.id);
        askWord(own);
        aside = undefined;
        const done = putAside(own, fact).then(() => { aside = fact; });
        await queue.soon(done);
        form.dataset.kept = "1";
        form.requestSubmit(event.submitter);
      } else {
        await putAside(own, fact);
        await beginAnew();
        await queue.send();
      }
    } catch (error) {
      complain(whyNot(error));
    } finally {
      delete form.dataset.busy;
    }
  };
  addEventListener("pageshow", () => { if (form) delete form.dataset.kept; });
  // The photos did not get through, and the page is still there: the fact waits, and the form is free again.
  document.addEventListener("sending:failed", async (event) => {
    if (event.target !== form || !aside) return;
    event.preventDefault();
    delete form.dataset.kept;
    try {
      queue.remembered("");
      await queue.write({ ...aside, leaving: 0 });
      await beginAnew();
      await queue.send();
    } catch (error) { complain(whyNot(error)); }
  });

  // --- With network: what the form offers is kept, for the page without ------------------------------------------
  const answersTo = (name) => {
    const select = form.querySelector(`select[name=${name}]`);
    if (select) {
      const options = [...(select.querySelector("optgroup") ?? select).querySelectorAll("option")].filter((each) => each.value);
      return options.map((each) => ({ value: each.value, label: each.textContent.trim(), isChosen: each.selected }));
    }
    return fieldsOf(name).filter((each) => !each.closest("details.more")).map((each) => {
      const label = each.closest("label");
      return { value: each.value, label: label.textContent.trim(), isChosen: each.checked, icon: label.querySelector("svg")?.outerHTML };
    });
  };
  const keepAnswers = (own) => queue.keepForm(own, Object.fromEntries(ANSWERS.map((name) => [name, answersTo(name)])));

  // --- Without: the form is made of them --------------------------------------------------------------------------
  const iconOf = (source) => {
    return new DOMParser().parseFromString(source, "text/html").querySelector("svg") ?? "";
  };
  const offerChips = (place, name, answers) => place.replaceChildren(...answers.map((answer) => {
    const label = make("label", place.matches(".tiles") ? "tile" : "chip"), input = make("input");
    Object.assign(input, { type: "radio", name, value: answer.value, defaultChecked: answer.isChosen });
    label.append(input, ...(answer.icon ? [iconOf(answer.icon)] : []), make("span", "", answer.label));
    return label;
  }));
  const offerSelect = (place, name, answers) => {
    const select = make("select");
    select.name = name;
    select.setAttribute("aria-label", place.closest("fieldset").querySelector("legend").textContent);
    select.append(new Option("Choisissez…", ""), ...answers.map((each) => new Option(each.label, each.value, each.isChosen, each.isChosen)));
    place.className = "";
    place.replaceChildren(select);
  };
  const now = () => {
    form.elements.started_at.value = new Date().toLocaleString("sv-SE", { timeZone: "Europe/Paris" }).replace(" ", "T").slice(0, 16);
  };
  const buildForm = (own, answers) => {
    ANSWERS.forEach((name) => {
      const place = form.querySelector(`[data-answers=${name}]`), all = answers[name];
      (name === "residence" && all.length > MOST_CHIPS ? offerSelect : offerChips)(place, name, all);
    });
    form.action = queue.FILING;
    form.method = "post";
    form.elements.acting_as.value = own.designation;
    form.elements.submission.value = newKey();
    now();
    document.body.dataset.person = own.person;
    form.hidden = false;
  };
  const openShell = async (own) => {
    document.querySelector("[data-elsewhere]").hidden = ["/", "/hors-ligne/", queue.FILING].includes(location.pathname);
    const kept = own && await queue.find("device", queue.formKey(own));
    document.querySelector("[data-nothing-kept]").hidden = Boolean(kept);
    if (!kept) return false;
    buildForm(own, kept.answers);
    document.dispatchEvent(new CustomEvent("form:made", { detail: { form, isNew: true } }));
    return true;
  };
  const offerPortal = (button) => {
    button.hidden = false;
    button.addEventListener("click", () => location.pathname === "/hors-ligne/" ? location.assign("/") : location.reload());
  };

  // --- What waits -------------------------------------------------------------------------------------------------
  const remove = async (fact) => {
    if (!confirm("Supprimer ce fait et ses photos de cet appareil\u00a0?")) return;
    await queue.erase("facts", fact.id);
    say("Fait supprimé");
    await queue.show();
  };
  const edit = (fact) => {
    const isHere = location.pathname === queue.FILING;
    location.assign(`${queue.FILING}#fait=${fact.id}`);
    if (isHere) location.reload();
  };
  const rowOf = (fact) => {
    const row = panel.querySelector("template").content.cloneNode(true);
    const of = (name) => row.querySelector(`[data-of=${name}]`), act = (name) => row.querySelector(`[data-act=${name}]`);
    const count = fact.photos.length, reduced = fact.photos.filter(isReduced).length;
    of("where").textContent = fact.where;
    of("about").textContent = [fact.about, count ? `${count}\u00a0photo${count > 1 ? "s" : ""}` : ""].filter(Boolean).join(" · ")
      + (reduced ? ` (${count > 1 ? `${reduced} ` : ""}${reduced > 1 ? REDUCED.replace("réduite", "réduites") : REDUCED})` : "");
    const state = queue.stateOf(fact);
    of("state").textContent = state === queue.SIGNED_OUT ? "En attente de votre connexion" : state;
    of("why").textContent = fact.state === "reread" ? fact.why ?? "" : "";
    const thumbs = of("thumbs");
    Promise.all(fact.photos.slice(0, 4).map(thumbOf)).then((made) => thumbs.replaceChildren(...made));
    row.querySelector("[data-copy]").dataset.copy = fact.text;
    act("edit").textContent = fact.state === "waiting" ? "Modifier" : "Relire";
    act("edit").href = `${queue.FILING}#fait=${fact.id}`;
    act("edit").addEventListener("click", (event) => { event.preventDefault(); edit(fact); });
    act("remove").addEventListener("click", () => remove(fact));
    return row;
  };
  let drawnBefore;
  const draw = (facts) => {
    const said = JSON.stringify(facts.map((fact) => [fact.id, fact.at, queue.stateOf(fact)]));
    if (said === drawnBefore) return;
    drawnBefore = said;
    panel.hidden = !facts.length && !panel.querySelector("[data-sent] *");
    panel.querySelector("[data-nothing]").hidden = Boolean(facts.length);
    panel.querySelector("details").hidden = !facts.length;
    panel.querySelector("[data-count]").textContent = queue.inWords(facts.length);
    const states = [...new Set(facts.map(queue.stateOf))], isSignedOut = states.includes(queue.SIGNED_OUT);
    panel.querySelector("[data-sign-in]").hidden = !isSignedOut;
    panel.querySelector("[data-states]").textContent = states.filter((state) => state !== queue.SIGNED_OUT).join(" · ");
    panel.querySelector("[data-facts]").replaceChildren(...facts.map(rowOf));
  };
  document.addEventListener("facts:sent", ({ detail: { fact, url } }) => {
    const line = make("p", "small"), link = make("a", "", `${fact.where}, ${fact.about}`);
    link.href = url;
    line.append("Envoyé\u00a0: ", link);
    panel?.querySelector("[data-sent]").append(line);
    drawnBefore = undefined;
    say("Fait envoyé");
  });
  document.addEventListener("facts:changed", ({ detail }) => { if (panel) draw(detail); });

  const keepTyped = (keep) => form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => keep().catch((error) => complain(whyNot(error))), 400);
  });
  let setFree = () => {};
  const openWanted = async () => {
    const fact = await queue.find("facts", wanted);
    if (!fact) return;
    form.elements.submission.value = fact.id;
    fill(fact.values);
    form.elements.submission.value = fact.id;
    await givePhotos(fact.photos);
    await queue.show();
    if (fact.why) tellWhy(fact.why);
    // Not sent while it is open; left as it was, it waits as it did.
    navigator.locks?.request(queue.editing(fact.id), () => new Promise((resolve) => { setFree = resolve; }));
    const { person, designation } = fact, said = () => JSON.stringify([valuesOf(), photos.map(({ name, size }) => [name, size])]);
    const before = said();
    keepTyped(() => queue.write(said() === before ? fact : factOf({ person, designation }, "reread")));
    scrollTo(0, 0);
  };
  const tellWhy = (why) => {
    const notice = make("div", "notice warn");
    notice.append(make("div", "", `Non envoyé\u00a0: ${why}`));
    form.before(notice);
  };
  // What the portal refused waits here, and its text may also be a draft of portal.js: one fact, whichever is opened.
  const refusedBefore = async (own) => {
    const { value } = form.elements.facts;
    const textOf = (fact) => fact.values.find(([name]) => name === "facts")?.[1].replaceAll("\r\n", "\n");
    const isOwn = (fact) => fact.person === own.person && fact.designation === own.designation;
    return value && (await queue.everything()).find((fact) => fact.state === "reread" && isOwn(fact) && textOf(fact) === value);
  };
  const openDraft = async (own) => {
    const sent = await queue.find("facts", form.elements.submission.value); // and came back
    const isHeld = form.querySelector("[name=held]"); // the portal has the photos
    if (sent && !isHeld) {
      await givePhotos(sent.photos);
      if (sent.photos.length) form.querySelector("[data-left-out]")?.remove(); // the device has them
    }
    if (sent || isHeld) return sent;
    const refused = await refusedBefore(own);
    if (refused) {
      form.elements.submission.value = refused.id;
      await givePhotos(refused.photos);
      if (refused.why) tellWhy(refused.why);
      await queue.show();
      return refused;
    }
    const key = queue.draftKey(own), draft = await queue.find("facts", key);
    if (!draft) return;
    if (!localStorage.getItem(`draft:${form.elements.draft?.value}`)) {
      fill(draft.values.filter(([name]) => name !== "submission"));
      const notice = make("div", "notice");
      notice.append(make("div", "", "Votre brouillon, gardé sur cet appareil, a été repris."));
      form.before(notice);
    }
    await givePhotos(draft.photos);
  };

  const begin = async () => {
    form = document.querySelector("[data-fact-form]");
    panel = document.querySelector("[data-queue]");
    if (!form || form.dataset.taken) return;
    form.dataset.taken = "1";
    if (wanted) form.dataset.noDraft = ""; // before portal.js looks for drafts
    photos.length = 0;
    drawnBefore = undefined;
    await queue.ready;
    await queue.show();
    const own = await queue.who();
    if (shell && !(await openShell(own))) return;
    if (photoInput()) offerPhotos(photoInput());
    form.addEventListener("submit", submit);
    if (!shell && !document.querySelector("[data-error-summary]")) await keepAnswers(own);
    if (wanted) await openWanted();
    else {
      const waits = await openDraft(own);
      keepTyped(async () => {
        const held = form.querySelector("[name=held]") && { photos: waits?.photos };
        if (waits) await queue.write({ ...factOf(own, "reread"), ...held });
        else if (photos.length) await keepDraft();
      });
    }
  };
  if (shell) document.querySelectorAll("[data-open-portal]").forEach(offerPortal);
  begin().catch(() => {});
  document.addEventListener("draft:erased", ({ detail: { waits } }) => {
    clearTimeout(soon);
    waits.push(queue.who().then((own) => own && queue.erase("facts", queue.draftKey(own))));
  });
  document.addEventListener("htmx:load", ({ detail: { elt } }) => {
    if (elt.id !== "contenu") return;
    wanted = undefined; // it was sent
    setFree();
    begin().catch(() => {});
    if (form && !form.elements.draft) document.dispatchEvent(new CustomEvent("form:made", { detail: { form } }));
  });
  // A page that was on its way while the worker began is taken on as well.
  const beginWorker = async () => {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) active.postMessage("claim");
  };
  if (form && !shell && navigator.serviceWorker) beginWorker().catch(() => {});
})();
