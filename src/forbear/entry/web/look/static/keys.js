/* Keys for people who work without a mouse: j and k move through rows, Enter opens, / goes to the search box, ? lists keys. */
(() => {
  const rows = () => [...document.querySelectorAll("tr[data-href]")];
  let at = -1;
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, at + step));
    all[at].querySelector("a").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "/") { const box = document.querySelector("[name=find]"); if (box) { event.preventDefault(); box.focus(); } }
    else if (event.key === "?") { const help = document.querySelector("#keys"); if (help) help.open = !help.open; }
  });
})();
