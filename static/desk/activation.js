// Both ends of a QR code.  Without this file the ticket is pasted, and the cadre looks by a link.
const LOOK_EVERY_MS = 2000;

/** The page of whoever was let in: the ticket behind the # goes into the form, and out of the address. */
function takeTicket(form) {
  const ticket = location.hash.slice(1);
  if (!ticket) return;
  history.replaceState(null, '', location.pathname + location.search);
  form.elements.ticket.value = ticket;
  form.submit();
}

/** The cadre's page: says when the code was used or is over. */
function watch(card) {
  const tell = (state) => {
    const line = card.querySelector('.state');
    line.textContent = state === 'used' ? card.dataset.opened : card.dataset.over;
    line.classList.toggle('over', state !== 'used');
    card.querySelector('.code').classList.add('spent');
  };
  const look = async () => {
    const answer = await fetch(card.dataset.state, { credentials: 'same-origin' }).catch(() => null);
    const { state } = answer?.ok ? await answer.json() : { state: 'waiting' };
    if (state === 'waiting') setTimeout(look, LOOK_EVERY_MS);
    else tell(state);
  };
  setTimeout(look, LOOK_EVERY_MS);
}

const form = document.querySelector('form[data-ticket]');
if (form) takeTicket(form);
const card = document.querySelector('[data-state]');
if (card) watch(card);
