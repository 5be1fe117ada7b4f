// Stored offsets count Unicode code points, the browser's count UTF-16 units: these turn one into the other.
export function toCodePoints(text, offset) {
  let points = 0;
  for (let at = 0; at < offset; at += text.codePointAt(at) > 0xffff ? 2 : 1) points += 1;
  return points;
}

export function fromCodePoints(text, points) {
  let at = 0;
  for (let seen = 0; seen < points && at < text.length; seen += 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

// Moves an offset off the middle of a surrogate pair.
export function wholeCharacter(text, offset, towards) {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  const inside = before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
  return inside ? offset + towards : offset;
}

// Cuts white space off both ends of a stretch; null when nothing is left.
export function trimmed(text, start, end) {
  let from = wholeCharacter(text, Math.min(start, end), -1);
  let to = wholeCharacter(text, Math.max(start, end), 1);
  while (from < to && /\s/u.test(text[from])) from += 1;
  while (to > from && /\s/u.test(text[to - 1])) to -= 1;
  return to > from ? { start: from, end: to } : null;
}
