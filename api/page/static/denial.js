// A first sentence that denies what the question takes for granted.

const BULLET = /^\s*([-*•]|\d+[.)])\s+$/;

/** Whether `lead` announces one: what stands before a draft's own first sentence is blank, a bullet, or lines of their own. */
export const denies = (lead, number) => number === 1 && lead.trim() !== "" && !lead.includes("\n") && !BULLET.test(lead);
