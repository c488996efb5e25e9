/** The keyboard: `/` searches, `j` and `k` go through the findings, `Esc` leaves. Enter opens, as on any button. */

export function handleKeys(search: HTMLInputElement): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return leave(search);
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    if (event.key === '/') search.focus();
    else if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
    else return;
    event.preventDefault();
  });
}

function leave(search: HTMLInputElement): void {
  const { activeElement } = document;
  if (activeElement === search && search.value !== '') {
    search.value = '';
    search.dispatchEvent(new Event('input'));
  } else if (activeElement instanceof HTMLElement) {
    const open = activeElement.closest('.finding')?.querySelector<HTMLElement>('.head[aria-expanded="true"]');
    if (open === null || open === undefined) activeElement.blur();
    else {
      open.click();
      open.focus();
    }
  }
}

function step(by: 1 | -1): void {
  const heads = [...document.querySelectorAll<HTMLElement>('.finding > .head')];
  const now = document.activeElement?.closest('.finding')?.querySelector<HTMLElement>('.head');
  const index = now === null || now === undefined ? -1 : heads.indexOf(now);
  const next = heads[index === -1 ? 0 : Math.min(Math.max(index + by, 0), heads.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
