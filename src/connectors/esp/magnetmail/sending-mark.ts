/**
 * MagnetMail does not tell what is scheduled, and would send a message once more as often as it is
 * asked. So the moment of a sending is written into the message's name before it is asked for: a
 * message whose name has it is never sent again. Readers of a mail do not see its name. Pure.
 */
const MARK = / \[Homing sends it (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\]$/

/** How many characters a mark adds to a name. */
export const MARK_CHARS = marked('', 0).length

/** A name with the moment its message is to be sent. */
export function marked(name: string, at: number): string {
  return `${name} [Homing sends it ${new Date(at).toISOString()}]`
}

/** A name as it was given, and when its message is to be sent; null: nobody asked for that here. */
export function readName(text: string): { name: string; sendsAt: number | null } {
  const found = MARK.exec(text)
  if (found === null) return { name: text, sendsAt: null }
  return { name: text.slice(0, found.index), sendsAt: Date.parse(found[1]!) }
}
