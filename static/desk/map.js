// The map: dots and rows light up together, arrows walk from dot to dot, one may look closer.  Without this
// file dots and rows are links to each other.
const TILE = 256;
const HOME_ZOOM = 16;
const LABEL_PX = 14;
const CLOSER = 4;
const MOST_IN = 64;
const DEEPEST = 18;
const SVG = 'http://www.w3.org/2000/svg';
const map = document.querySelector('[data-map]');

/** Lights up a dot and its row when either is pointed at or stood on. */
function lightTogether(svg) {
  const pairOf = (at) => {
    const found = at.closest?.('.mark, tr[id^="a-"]');
    return found ? [document.getElementById(`a-${found.id.slice(2)}`), document.getElementById(`p-${found.id.slice(2)}`)] : [];
  };
  const light = (on) => ({ target }) => pairOf(target).forEach((one) => one?.classList.toggle('on', on));
  for (const place of [svg, document.querySelector('.things')]) {
    for (const name of ['pointerover', 'focusin']) place?.addEventListener(name, light(true));
    for (const name of ['pointerout', 'focusout']) place?.addEventListener(name, light(false));
  }
}

/** One stop for the keyboard; the arrows lead to the nearest dot on that side. */
function walkByArrows(svg) {
  const marks = [...svg.querySelectorAll('.mark')];
  const sides = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const centre = (mark) => {
    const box = mark.querySelector('.dot').getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const stand = (mark) => marks.forEach((one) => one.setAttribute('tabindex', one === mark ? 0 : -1));
  stand(marks[0]);
  svg.addEventListener('focusin', ({ target }) => marks.includes(target) && stand(target));
  svg.addEventListener('keydown', (event) => {
    const side = sides[event.key];
    if (!side) return;
    event.preventDefault();
    const [x, y] = centre(event.target);
    const far = (mark) => {
      const [dx, dy] = [centre(mark)[0] - x, centre(mark)[1] - y];
      const ahead = dx * side[0] + dy * side[1];
      return ahead > 0 ? ahead + 3 * Math.abs(dx * side[1] + dy * side[0]) : Infinity;
    };
    const next = marks.reduce((best, mark) => (far(mark) < far(best) ? mark : best), event.target);
    next.focus();
  });
}

/** Looking closer and further, and dragging; tells `drawn` of each new view. */
function lookAround(svg, drawn) {
  const whole = svg.viewBox.baseVal;
  const home = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
  let view = { ...home };
  const show = () => {
    const box = svg.getBoundingClientRect();
    const unit = Math.max(view.w / box.width, view.h / box.height);
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.w} ${view.h}`);
    svg.querySelectorAll('text').forEach((text) => text.setAttribute('font-size', LABEL_PX * unit));
    drawn(view, unit, box);
  };
  const scale = (by, [px, py] = [0.5, 0.5]) => {
    const w = Math.min(home.w * 2, Math.max(home.w / MOST_IN, view.w * by));
    const part = w / view.w;
    view = { x: view.x + view.w * px * (1 - part), y: view.y + view.h * py * (1 - part), w, h: view.h * part };
    show();
  };
  map.querySelector('.zoom').hidden = false;
  map.classList.add('moves');
  map.addEventListener('click', ({ target }) => target.dataset.zoom && scale(target.dataset.zoom === 'in' ? 0.5 : 2));
  svg.addEventListener('wheel', (event) => {
    const box = svg.getBoundingClientRect();
    event.preventDefault();
    scale(event.deltaY > 0 ? 1.25 : 0.8, [(event.clientX - box.x) / box.width, (event.clientY - box.y) / box.height]);
  }, { passive: false });
  svg.addEventListener('dragstart', (event) => event.preventDefault());
  svg.addEventListener('pointerdown', (start) => {
    const from = { ...view };
    const box = svg.getBoundingClientRect();
    const unit = Math.max(view.w / box.width, view.h / box.height);
    const move = (event) => {
      view = { ...from, x: from.x - (event.clientX - start.clientX) * unit, y: from.y - (event.clientY - start.clientY) * unit };
      show();
    };
    addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel']) addEventListener(name, () => removeEventListener('pointermove', move), { once: true });
  });
  addEventListener('resize', show);
  addEventListener('hashchange', () => {
    const dot = svg.querySelector('.mark:target .dot');
    if (!dot) return;
    const { x, y } = dot.getBBox();
    const w = Math.min(view.w, home.w / CLOSER);
    view = { x: x - w / 2, y: y - (w * home.h) / home.w / 2, w, h: (w * home.h) / home.w };
    show();
  });
  show();
}

/** Lays map tiles beneath the dots, as the view asks; a tile that does not come leaves the paper. */
function layTiles(svg, addresses) {
  const layer = svg.querySelector('.tiles');
  const origin = { x: Number(svg.dataset.x), y: Number(svg.dataset.y) };
  const laid = new Map();
  return (view, unit, box) => {
    const zoom = Math.min(DEEPEST, Math.max(3, Math.round(HOME_ZOOM - Math.log2(unit))));
    const side = TILE * 2 ** (HOME_ZOOM - zoom);
    const [w, h] = [box.width * unit, box.height * unit];
    const [x, y] = [view.x + (view.w - w) / 2 + origin.x, view.y + (view.h - h) / 2 + origin.y];
    const wanted = new Set();
    for (let row = Math.floor(y / side); row * side < y + h; row += 1)
      for (let column = Math.floor(x / side); column * side < x + w; column += 1)
        addresses.forEach((address, sheet) => wanted.add([zoom, column, row, sheet].join()));
    for (const [key, image] of laid) if (!wanted.has(key)) { image.remove(); laid.delete(key); }
    for (const key of wanted) if (!laid.has(key)) laid.set(key, tile(key.split(',').map(Number), side));
  };

  function tile([zoom, column, row, sheet], side) {
    const image = document.createElementNS(SVG, 'image');
    const named = { z: zoom, x: column, y: row, s: (column + row) % 8 };
    const at = { x: column * side - origin.x, y: row * side - origin.y, width: side, height: side };
    at.href = addresses[sheet].replace(/\{([zxys])\}/g, (_all, name) => named[name]);
    for (const [name, value] of Object.entries(at)) image.setAttribute(name, value);
    image.addEventListener('load', () => map.classList.add('has-tiles'), { once: true });
    image.addEventListener('error', () => image.remove(), { once: true });
    layer.append(image);
    return image;
  }
}

if (map) {
  const svg = map.querySelector('svg');
  lightTogether(svg);
  walkByArrows(svg);
  lookAround(svg, map.dataset.tiles ? layTiles(svg, map.dataset.tiles.split(' ')) : () => {});
}
