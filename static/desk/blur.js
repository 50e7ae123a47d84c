// Drawing areas to blur with mouse or finger.  Without this file the cells of the grid do the same.
const picture = document.querySelector('[data-blur]');
const list = document.querySelector('.drawn');

/** Where a pointer is on the picture, as fractions from its left and top. */
function at({ clientX, clientY }) {
  const box = picture.getBoundingClientRect();
  const inside = (part) => Math.min(1, Math.max(0, part));
  return [inside((clientX - box.left) / box.width), inside((clientY - box.top) / box.height)];
}

const between = ([x, y], [u, v]) => [Math.min(x, u), Math.min(y, v), Math.abs(x - u), Math.abs(y - v)];

function place(frame, [left, top, width, height]) {
  for (const [side, part] of Object.entries({ left, top, width, height })) frame.style[side] = `${part * 100}%`;
}

/** Keeps an area as a ticked box; without its tick it is gone. */
function keep(area, frame) {
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', name: 'area', checked: true });
  box.value = area.map((part) => part.toFixed(4)).join();
  box.addEventListener('change', () => { frame.hidden = !box.checked; });
  const label = document.createElement('label');
  label.append(box, ` ${picture.dataset.blur} ${list.children.length + 1}`);
  list.append(document.createElement('li'));
  list.lastChild.append(label);
}

if (picture) {
  picture.classList.add('ready');
  picture.addEventListener('dragstart', (event) => event.preventDefault());
  picture.addEventListener('pointerdown', (start) => {
    const from = at(start);
    const frame = Object.assign(document.createElement('span'), { className: 'frame' });
    const follow = (event) => place(frame, between(from, at(event)));
    const end = (event) => {
      picture.removeEventListener('pointermove', follow);
      const area = between(from, at(event));
      const isDrawn = event.type === 'pointerup' && area[2] > 0.01 && area[3] > 0.01;
      if (!isDrawn) return frame.remove();
      keep(area, frame);
      // its click must not tick a cell
      return picture.addEventListener('click', (click) => click.preventDefault(), { capture: true, once: true });
    };
    picture.append(frame);
    picture.addEventListener('pointermove', follow);
    for (const name of ['pointerup', 'pointercancel']) addEventListener(name, end, { once: true });
  });
}
