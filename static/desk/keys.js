// The keys 1 to 9 press the decisions of a case, or what stands to choose from in the one that is open.  Without this file every button works as it is.
const bar = document.querySelector('[data-keys]');

/** True while the person is typing, where a digit is a digit. */
const isTyping = (at) => at.closest('input:not([type=radio], [type=checkbox]), select, textarea') !== null;

/** Presses a button, or opens a choice and leads to its first field. */
function press(decision) {
  if (decision instanceof HTMLButtonElement) {
    decision.click();
    return;
  }
  decision.open = !decision.open;
  const first = decision.querySelector('[data-pick]') ?? decision.querySelector('fieldset input, textarea, form input:not([type=hidden])');
  (decision.open ? first : decision.querySelector('summary'))?.focus();
}

/** Lets only one choice stand open, as each covers the pictures. */
function closeOthers({ target }) {
  if (target.open) for (const other of bar.querySelectorAll('details[open]')) if (other !== target) other.open = false;
}

if (bar) {
  document.body.classList.add('has-keys');
  bar.addEventListener('toggle', closeOthers, true);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === 'Escape') for (const open of bar.querySelectorAll('details[open]')) press(open);
    if (isTyping(event.target)) return;
    const picks = bar.querySelectorAll('details[open] [data-pick]');
    const decision = (picks.length ? picks : bar.querySelectorAll('[data-key]'))[Number(event.key) - 1];
    if (!decision) return;
    event.preventDefault();
    press(decision);
  });
  for (const form of bar.querySelectorAll('form')) {
    // a second press while the first is under way would be refused as stale
    form.addEventListener('submit', () =>
      setTimeout(() => [...form.elements].filter((one) => one.type === 'submit').forEach((one) => (one.disabled = true))),
    );
  }
}
