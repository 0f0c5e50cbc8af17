"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector) => document.querySelector(selector);

  const title = document.title;

  // The address names what was searched, picked or opened last, so that it can be sent.
  const note = (hash) => { try { history.replaceState(null, "", hash); } catch { /* some viewers keep the address */ } };

  // Deep links: open whatever folds the target away, then bring it into view.
  const reveal = () => {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (id.startsWith("?")) return restore();
    const target = id && document.getElementById(id);
    if (!target) return;
    document.title = id === "board" ? `${title} (summary)` : title;
    if (target.hidden) reset();
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView({ block: target.tagName === "SECTION" ? "start" : "center" });
  };

  // Search and filters: an item shows if it holds every word and meets the filters of its section.
  const box = one("#q");
  const hits = one("#hits");
  const items = all("[data-item],.reg li").map((node) => ({ node, text: "", section: node.closest("section").id }));
  const groups = all(".register details");
  // A list with its heading, which goes when nothing in it is left.
  const lists = all(".folds:not(.register),.culprits,.fixes,.cards").map((list) => {
    const intro = list.previousElementSibling;
    const head = intro && intro.className === "intro" ? intro.previousElementSibling : intro;
    return head && head.tagName === "H3" ? (head === intro ? [list, head] : [list, intro, head]) : [list];
  });
  const bars = all(".filters[data-for]");
  const opened = new Set();
  const wanted = (bar) => all("select", bar).filter((s) => s.value).map((s) => [s.dataset.facet, s.value]);
  const apply = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const facets = new Map(bars.map((bar) => [bar.dataset.for, wanted(bar)]));
    let shown = 0;
    for (const item of items) {
      if (words.length && !item.text) {
        const file = item.node.closest(".register details");
        item.text = (item.node.textContent + (file ? " " + file.firstElementChild.textContent : "")).toLowerCase();
      }
      const fits = words.every((word) => item.text.includes(word)) &&
        (facets.get(item.section) || []).every(([name, value]) => (item.node.dataset[name] || "").split(" ").includes(value));
      item.node.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const group of groups) {
      const live = !!group.querySelector("li:not([hidden])");
      group.hidden = !live;
      if (words.length && live && !group.open) { group.open = true; opened.add(group); }
    }
    const fold = one("#evidence > .all");
    if (fold && words.length && !fold.open && fold.querySelector(".reg li:not([hidden])")) { fold.open = true; opened.add(fold); }
    if (!words.length) { for (const group of opened) group.open = false; opened.clear(); }
    const active = words.length || Array.from(facets.values()).some((list) => list.length);
    for (const list of lists) {
      const live = !!list[0].querySelector("[data-item]:not([hidden])");
      for (const node of list) node.hidden = !live;
    }
    const state = new URLSearchParams();
    if (box.value.trim()) state.set("q", box.value.trim());
    for (const [section, picked] of facets) for (const [name, value] of picked) state.set(`${section}.${name}`, value);
    if (active) note(`#?${state}`); else if (location.hash.startsWith("#?")) note("#");
    hits.textContent = active ? `${shown} of ${items.length}` : "";
  };
  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(2));
    box.value = state.get("q") || "";
    for (const bar of bars) for (const select of all("select", bar)) select.value = state.get(`${bar.dataset.for}.${select.dataset.facet}`) || "";
    apply();
    const section = [...state.keys()].map((key) => document.getElementById(key.split(".")[0])).find(Boolean);
    if (section) section.scrollIntoView();
  };
  const reset = () => {
    box.value = "";
    for (const bar of bars) for (const select of all("select", bar)) select.value = "";
    apply();
  };
  let timer = 0;
  box.addEventListener("input", () => { if (location.hash === "#board") location.hash = "#verdict"; clearTimeout(timer); timer = setTimeout(apply, 90); });
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") reset(); });
  for (const bar of bars) { bar.hidden = false; bar.addEventListener("change", apply); }
  one(".tools").hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input,select,textarea")) return;
    event.preventDefault();
    box.focus();
  });

  // Expand all; on paper everything is open, afterwards as it was.
  const toggle = one("#open-all");
  toggle.addEventListener("click", () => {
    const open = toggle.getAttribute("aria-pressed") !== "true";
    for (const node of all("main details")) node.open = open;
    toggle.setAttribute("aria-pressed", String(open));
    toggle.textContent = open ? "Collapse all" : "Expand all";
  });
  let before = [];
  addEventListener("beforeprint", () => { before = all("main details:not([open])"); for (const node of before) node.open = true; });
  addEventListener("afterprint", () => { for (const node of before) node.open = false; });

  // The maps: light the paths up and down from a node or from what is picked; arrow keys follow the edges.
  const pickers = one(".picks");
  const lights = [];
  for (const picture of all(".lanes")) {
    const nodes = all(".node", picture);
    const edges = all(".edge", picture).map((node) => ({ node, s: +node.dataset.s, t: +node.dataset.t }));
    const walk = (start, from, to, seen, lines) => {
      const queue = [start];
      while (queue.length) {
        const here = queue.pop();
        for (const edge of edges) if (edge[from] === here) {
          lines.add(edge.node);
          if (!seen.has(edge[to])) { seen.add(edge[to]); queue.push(edge[to]); }
        }
      }
    };
    const light = (starts) => {
      const seen = new Set(starts);
      const lines = new Set();
      for (const start of starts) {
        walk(start, "s", "t", new Set([start]), lines);
        walk(start, "t", "s", new Set([start]), lines);
      }
      for (const edge of edges) if (lines.has(edge.node)) { seen.add(edge.s); seen.add(edge.t); }
      nodes.forEach((node, index) => node.classList.toggle("on", seen.has(index)));
      for (const edge of edges) edge.node.classList.toggle("on", lines.has(edge.node));
      picture.classList.add("lit");
    };
    let picked = null;
    const dark = () => { if (picked) light(picked); else picture.classList.remove("lit"); };
    lights.push((chosen) => {
      const fits = (node) => "roles" in node.dataset && chosen.every(([name, value]) => node.dataset[name].split(" ").includes(value));
      picked = chosen.length ? nodes.map((_, index) => index).filter((index) => fits(nodes[index])) : null;
      dark();
      return picked ? picked.length : 0;
    });
    nodes.forEach((node, index) => {
      node.addEventListener("focus", () => light([index]));
      node.addEventListener("blur", dark);
      node.addEventListener("pointerenter", () => light([index]));
      node.addEventListener("pointerleave", () => { const held = nodes.indexOf(document.activeElement); if (held >= 0) light([held]); else dark(); });
      node.addEventListener("keydown", (event) => {
        const along = { ArrowRight: ["s", "t"], ArrowLeft: ["t", "s"] }[event.key];
        const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        let goal = -1;
        if (along) { const edge = edges.find((e) => e[along[0]] === index); if (edge) goal = edge[along[1]]; }
        else if (turn) goal = index + turn;
        if (!along && !turn) return;
        event.preventDefault();
        if (nodes[goal]) nodes[goal].focus();
      });
    });
  }

  if (pickers) {
    pickers.hidden = false;
    pickers.addEventListener("change", () => {
      const chosen = all("select", pickers).filter((select) => select.value).map((select) => [select.dataset.pick, select.value]);
      const counts = lights.map((choose) => choose(chosen));
      one(".picks output").textContent = chosen.length ? `${counts[0]} fitting` : "";
    });
  }

  // Lines of the register lead to the forge, where it is known; a link each would double the page.
  addEventListener("toggle", (event) => {
    const fold = event.target;
    if (!fold.open || fold.dataset.linked || !fold.matches(".register > details")) return;
    fold.dataset.linked = "yes";
    let file = fold.querySelector(".digest [data-line]");
    const { forge, line } = fold.parentElement.dataset;
    if (!file && forge) {
      file = document.createElement("a");
      file.className = "out";
      file.href = forge + fold.querySelector("summary code").textContent.split("/").map(encodeURIComponent).join("/");
      file.rel = "noreferrer";
      file.dataset.line = line;
      file.textContent = "on the forge ↗";
      const place = document.createElement("p");
      place.className = "digest";
      place.append(file);
      fold.firstElementChild.after(place);
    }
    if (!file) return;
    for (const number of all(".reg b", fold)) {
      if (!/^\d+$/.test(number.textContent)) continue;
      const link = document.createElement("a");
      link.href = file.href + file.dataset.line + number.textContent;
      link.rel = "noreferrer";
      link.textContent = number.textContent;
      number.replaceChildren(link);
    }
  }, true);

  // Mark in the contents where the reader is.
  const entries = new Map(all(".toc a").map((link) => [link.hash.slice(1), link]));
  const sections = all("main > section");
  const mark = () => {
    let here = sections.find((section) => section.offsetParent) || sections[0];
    for (const section of sections) if (section.offsetParent && section.getBoundingClientRect().top < innerHeight / 3) here = section;
    for (const [id, link] of entries) if (id === here.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  };
  let waiting = false;
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; mark(); }); } }, { passive: true });

  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) reveal();
    const fold = event.target.closest("summary")?.parentElement;
    if (fold?.id && !fold.open) note(`#${fold.id}`);
  });
  mark();
  reveal();
})();
