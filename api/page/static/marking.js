// Which words of a source bear a sentence.

const WORD = /[\p{L}\p{N}]+(?:[.,:'’-][\p{L}\p{N}]+)*/gu;
const SMALL = new Set(
  ("a an and are as at be by for from has have if in is it its may must no not of on or so than that the their there " +
    "they this to was were when which who will with you your der die das und ist ein eine zu den von im in mit").split(" "),
);

const folded = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The sentence without its `[n]` markers. */
export const unmarked = (text) => text.replace(/\s*\[\d+\]/g, "").trim();

/**
 * `quote` in parts, and which of them the sentence shares; where the sentence is the quote, one part that needs no mark of its own.
 * @returns {{text: string, shared: boolean}[]}
 */
export function marked(quote, sentence) {
  const bare = unmarked(sentence);
  const same = (text) => text.toLowerCase().replace(/\s+/g, " ").replace(/^[-*•]\s+|[.\s]+$/g, "");
  if (same(quote) === same(bare)) return [{ text: quote, shared: false }];
  const said = new Set([...bare.matchAll(WORD)].map(([word]) => folded(word)));
  const parts = [];
  let from = 0;
  for (const match of quote.matchAll(WORD)) {
    const word = folded(match[0]);
    if (!said.has(word) || SMALL.has(word)) continue;
    if (match.index > from) parts.push({ text: quote.slice(from, match.index), shared: false });
    parts.push({ text: match[0], shared: true });
    from = match.index + match[0].length;
  }
  if (from < quote.length) parts.push({ text: quote.slice(from), shared: false });
  return parts;
}
