// Offprint works without this file. It adds keys, a theme that one chooses, and buttons that copy.
(() => {
  const root = document.documentElement;
  const themes = ["automatic", "light", "dark"];
  const stored = () => {
    try {
      return localStorage.getItem("theme") || "automatic";
    } catch {
      return "automatic"; // storage can be forbidden; the theme then lasts for one page
    }
  };
  let theme = stored();
  const show = () => {
    if (theme === "automatic") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  show(); // before the first paint, so that nothing flashes
  root.classList.add("script");

  document.addEventListener("DOMContentLoaded", () => {
    const at = (id) => document.getElementById(id);
    const toggle = at("theme");
    const label = () => (toggle.textContent = "Theme: " + theme);
    label();
    toggle.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // see above
      }
      show();
      label();
    });

    const keys = at("keys");
    at("keys-open").addEventListener("click", () => keys.showModal());

    for (const button of document.querySelectorAll("[data-copy]")) {
      button.addEventListener("click", async () => {
        const words = button.textContent;
        const source = at(button.dataset.copy);
        try {
          await navigator.clipboard.writeText(source.textContent.trim());
          button.textContent = "Copied";
        } catch {
          getSelection().selectAllChildren(source);
          button.textContent = "Selected";
        }
        setTimeout(() => (button.textContent = words), 1600);
      });
    }

    for (const form of document.querySelectorAll("form.vote")) {
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const button = form.querySelector("button");
        try {
          const answer = await fetch(form.action, {
            method: "POST",
            body: new URLSearchParams(new FormData(form)),
            headers: { Accept: "application/json" },
          });
          if (!answer.ok) throw new Error(answer.status);
          const { votes, mine } = await answer.json();
          button.setAttribute("aria-pressed", mine);
          form.elements.up.value = mine ? "0" : "1";
          const words = document.createElement("span");
          words.className = "unseen";
          words.textContent = votes === null ? " votes unknown" : votes === 1 ? " vote" : " votes";
          const number = votes === null ? "–" : votes.toLocaleString("en-GB");
          form.querySelector(".number").replaceChildren(number, words);
        } catch {
          form.submit(); // the page then says what was wrong
        }
      });
    }

    const papers = [...document.querySelectorAll(".paper")];
    let here = -1;
    const title = (paper) => paper.querySelector("h2 a, h3 a");
    const go = (step) => {
      if (!papers.length) return;
      const focused = papers.findIndex((paper) => paper.contains(document.activeElement));
      here = Math.min(papers.length - 1, Math.max(0, (focused < 0 ? here : focused) + step));
      title(papers[here]).focus();
      papers[here].scrollIntoView({ block: "nearest" });
    };
    const way = (rel) => {
      const link = document.querySelector(`link[rel="${rel}"]`);
      if (link) location.href = link.href;
    };
    const actions = {
      "/": () => at("q").focus() ?? at("q").select(),
      j: () => go(1),
      k: () => go(-1),
      o: () => here >= 0 && title(papers[here]).click(),
      m: () => {
        const more = here >= 0 && papers[here].querySelector("details");
        if (more) more.open = !more.open;
      },
      ArrowLeft: () => way("prev"),
      ArrowRight: () => way("next"),
      "?": () => keys.showModal(),
    };
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, dialog, [contenteditable]");
      if (typing && event.key === "Escape") event.target.blur();
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const wide = event.target.closest(".scroll"); // arrows scroll a wide table
      if (wide && event.key.startsWith("Arrow")) return;
      const action = actions[event.key];
      if (action) {
        event.preventDefault();
        action();
      }
    });
  });
})();
