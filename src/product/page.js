"use strict";
(() => {
  const every = 5000; // how often the server is asked whether anything is new
  const opened = new Map(); // rows by their names: the details that are shown
  let version = document.documentElement.dataset.version;
  let token = ""; // in the memory of this page alone
  let may = { certify: false, dry_run: false };
  let readAt = null;

  const find = (id) => document.getElementById(id);

  // Texts of others only ever become text.
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children) if (child !== null && child !== undefined) element.append(child);
    return element;
  }

  function age(from) {
    const seconds = Math.max(0, Math.floor((Date.now() - from) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    if (seconds < 60) return seconds + "s";
    if (seconds < 3600) return Math.floor(seconds / 60) + "m " + two(seconds % 60) + "s";
    if (seconds < 172800) return Math.floor(seconds / 3600) + "h " + two(Math.floor(seconds / 60) % 60) + "m";
    return Math.floor(seconds / 86400) + " days";
  }

  function showAges(root) {
    for (const element of root.querySelectorAll("time[datetime]")) {
      const text = age(Date.parse(element.dateTime));
      if (element.textContent !== text) element.textContent = text;
      if (!element.title) element.title = element.dateTime;
    }
    find("read").textContent = readAt === null ? "" : ", read " + age(readAt) + " ago";
  }

  function time(at) {
    return make("time", { datetime: at, title: at }, age(Date.parse(at)));
  }

  function size(bytes) {
    if (bytes < 1000) return bytes + " bytes";
    const units = ["kB", "MB", "GB", "TB"];
    let unit = -1;
    for (; bytes >= 1000 && unit < 3; ++unit) bytes /= 1000;
    return bytes.toFixed(bytes < 10 ? 1 : 0) + " " + units[unit];
  }

  // --- One version: its files, and who has said what ---

  function fileItem(file, note) {
    return make("li", {}, file.name + " ", make("small", {}, size(file.size) + note), make("code", { title: file.digest }, file.digest));
  }

  function verdict(said) {
    if (said.standing !== "counts") return ["untrusted", "? " + said.standing];
    if (said.kind === "report" || said.kind === "deployment") return said.ok ? ["ok", "✓ ok"] : ["failed", "✗ failed"];
    if (said.kind === "certification") return ["ok", said.override ? "✓ against the policy" : "✓"];
    return said.kind === "revocation" ? ["failed", "✗"] : ["ok", "✓"];
  }

  function saidItem(said) {
    const [kind, sign] = verdict(said);
    const item = make("li", {}, make("span", { class: "state " + kind }, sign), " ", make("b", {}, said.kind));
    if (said.by) item.append(" by " + said.by);
    if (said.environment) item.append(" in " + said.environment);
    if (said.at) item.append(" ", time(said.at));
    const why = said.standing === "counts" ? said.reason : said.why;
    if (why) item.append(make("small", { class: "note" }, why));
    const files = make("div", { class: "files" });
    for (const file of said.attached || []) {
      files.append(make("span", {}, make("a", { href: file.url, target: "_blank", rel: "noopener" }, file.name), " ", make("time", {}, size(file.size))));
    }
    if (files.childElementCount > 0) item.append(files);
    return item;
  }

  function about(product) {
    const files = make("ul", {}, fileItem(product.description, ", how it is deployed"));
    for (const file of product.files) files.append(fileItem(file, ""));
    const left = make("section", {}, make("h2", {}, "Files"), files, make("h2", {}, "Digest"), make("code", { title: product.digest }, product.digest));
    if (product.notes) left.append(make("h2", {}, "Notes"), make("pre", {}, product.notes));
    const statements = make("ul", {});
    for (const said of product.statements) statements.append(saidItem(said));
    const box = make("div", { class: "about" }, left, make("section", {}, make("h2", {}, "Said of it"), statements));
    if (may.certify && product.published) {
      const certify = make("button", { type: "button", class: "main" }, "Certify…");
      certify.addEventListener("click", () => ask("certify", product));
      const revoke = make("button", { type: "button" }, "Revoke…");
      revoke.addEventListener("click", () => ask("revoke", product));
      box.append(make("div", { class: "doing" }, product.ready_to_deploy ? null : certify, product.revocation ? null : revoke));
    }
    return box;
  }

  async function fill(row, cell, name) {
    try {
      const answer = await fetch("/api/products/" + encodeURIComponent(name));
      const value = await answer.json();
      if (!answer.ok) throw new Error(value.error);
      cell.replaceChildren(about(value.products[0]));
    } catch (problem) {
      cell.replaceChildren(make("p", { class: "none" }, "The details cannot be shown: " + problem.message));
    }
    cell.firstChild.tabIndex = -1;
  }

  function open(row) {
    const name = row.id;
    const cell = make("td", { colspan: row.cells.length }, make("p", { class: "none" }, "…"));
    const details = make("tr", { class: "details", id: "about " + name }, cell);
    row.after(details);
    row.querySelector("a.name").setAttribute("aria-expanded", "true");
    opened.set(name, details);
    details.hidden = row.hidden;
    return fill(row, cell, name);
  }

  function close(row) {
    opened.get(row.id).remove();
    opened.delete(row.id);
    row.querySelector("a.name").setAttribute("aria-expanded", "false");
  }

  // --- What is decided ---

  function ask(action, product) {
    const dialog = find("decide");
    const certify = action === "certify";
    const name = product.name + " " + product.version;
    find("title").textContent = (certify ? "Certify " : "Revoke ") + name + "?";
    find("what").textContent = (certify ? "It is ready to be deployed then." : "It is not to be deployed then.") +
      (may.dry_run ? " This server runs dry: nothing will be said." : "");
    find("override").checked = false;
    find("overriding").hidden = !certify;
    find("reason").value = "";
    find("token").value = token;
    find("wrong").textContent = "";
    find("say").textContent = certify ? "Certify" : "Revoke";
    find("say").className = certify ? "main" : "bad";
    dialog.querySelector("form").onsubmit = (event) => {
      event.preventDefault();
      say(action, product);
    };
    dialog.showModal();
    find("reason").focus();
  }

  async function say(action, product) {
    const button = find("say");
    token = find("token").value;
    button.disabled = true;
    try {
      const answer = await fetch("/api/products/" + encodeURIComponent(product.name + "@" + product.version) + "/" + action, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + token },
        body: JSON.stringify({ digest: product.digest, reason: find("reason").value, override: find("override").checked }),
      });
      const value = await answer.json();
      if (answer.status === 401) token = "";
      if (!answer.ok) throw new Error(value.error);
      find("decide").close();
      const note = value.artifacts[0].note;
      tell(note ? product.name + " " + product.version + ": " + note : "");
      await refresh();
    } catch (problem) {
      find("wrong").textContent = problem.message;
    } finally {
      button.disabled = false;
    }
  }

  // --- What is new ---

  function tell(text) {
    find("told").textContent = text;
    find("told").hidden = text === "";
  }

  async function refresh() {
    const answer = await fetch("/", { cache: "no-cache" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    version = page.documentElement.dataset.version;
    const focused = document.activeElement && document.activeElement.closest("tbody tr") ? document.activeElement.closest("tr").id : "";
    const names = [...opened.keys()];
    const old = new Map([...opened].map(([name, row]) => [name, row.firstChild]));
    opened.clear();
    for (const id of ["summary", "trouble", "matrix"]) find(id).replaceWith(page.getElementById(id));
    prepare();
    for (const name of names) {
      const row = find(name);
      if (!row) continue;
      const filled = open(row);
      // What was shown stays until what is new is there.
      opened.get(name).firstChild.replaceChildren(...old.get(name).childNodes);
      await filled;
    }
    const again = focused && find(focused.replace(/^about /, ""));
    if (again) again.querySelector("a.name").focus();
  }

  let offline = false;
  async function look() {
    try {
      const answer = await fetch("/api/state", { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      may = state;
      readAt = state.read ? Date.parse(state.read) : null;
      if (offline) tell("");
      offline = false;
      if (state.version !== version) await refresh();
    } catch (problem) {
      offline = true;
      tell("The server does not answer: what is shown may be old.");
    }
    showAges(document);
  }

  // --- What is seen of it ---

  function filter() {
    const words = find("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
    const waiting = find("waiting").checked;
    let shown = 0;
    for (const row of find("matrix").querySelectorAll("tbody > tr:not(.details)")) {
      const text = row.id.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word)) || (waiting && row.classList.contains("ready"));
      if (opened.has(row.id)) opened.get(row.id).hidden = row.hidden;
      if (!row.hidden) ++shown;
    }
    find("found").textContent = words.length > 0 || waiting ? shown + " shown" : "";
  }

  function prepare() {
    for (const link of find("matrix").querySelectorAll("a.name")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", "false");
    }
    filter();
    showAges(document);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.name");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const row = link.closest("tr");
    if (opened.has(row.id)) close(row);
    else open(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a.name")) {
      event.preventDefault();
      event.target.click();
    }
    if (event.key === "/" && !event.target.matches("input, textarea")) {
      event.preventDefault();
      find("filter").focus();
    }
  });
  find("filter").addEventListener("input", filter);
  find("waiting").addEventListener("change", filter);
  find("cancel").addEventListener("click", () => find("decide").close());
  document.addEventListener("visibilitychange", () => document.hidden || look());
  document.body.classList.add("opens");
  find("tools").hidden = false;
  prepare();
  look();
  setInterval(() => document.hidden || look(), every);
})();
