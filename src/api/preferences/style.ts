import { createHash } from 'node:crypto'

/** Plain and small: read on a phone first, in light and in dark, with every control easy to hit. */
const STYLE = `
:root { color-scheme: light dark; --page: #f4f5f7; --sheet: #fff; --text: #1b1e23; --soft: #545b65;
  --line: #80868f; --accent: #1c5bb8; --on-accent: #fff;
  --control: #1c5bb8 }
@media (prefers-color-scheme: dark) {
  :root { --page: #101215; --sheet: #1a1d21; --text: #e9ebee; --soft: #b0b7c0; --line: #8a919b;
    --accent: #8ab4f8; --on-accent: #10131a; --control: #8ab4f8 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
.sheet { max-width: 38rem; margin: 0 auto; background: var(--sheet); min-height: 100vh;
  border-top: 6px solid var(--accent); padding: 1rem 1rem 2rem }
@media (min-width: 42rem) { .sheet { margin: 2rem auto; min-height: 0; padding: 1.5rem 2rem 2rem } }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; justify-content: space-between }
nav ul { display: flex; gap: .25rem; list-style: none; margin: 0 -.5rem; padding: 0 }
nav a, nav [aria-current] { display: inline-block; padding: .6rem .5rem; min-width: 2.75rem;
  min-height: 2.75rem }
nav [aria-current] { font-weight: 700 }
.firm { font-weight: 700; padding: .6rem 0; margin: 0 }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0 .5rem }
h2, legend { font-size: 1.1rem; font-weight: 700; margin: 0; padding: 0 }
p { margin: .5rem 0 }
.soft, footer { color: var(--soft) }
.state { border-left: 4px solid var(--accent); padding-left: .75rem; margin: 1rem 0 }
fieldset { border: 0; margin: 1.5rem 0 0; padding: 0; min-width: 0 }
fieldset fieldset { margin-top: 1rem }
fieldset fieldset legend { font-size: 1rem }
.choice { display: flex; gap: .75rem; min-height: 2.75rem; align-items: flex-start;
  padding: .6rem 0; cursor: pointer }
.choice input { width: 1.4rem; height: 1.4rem; margin: .05rem 0 0; flex: none;
  accent-color: var(--control) }
.choice small { display: block; color: var(--soft); font-size: .9rem }
label.words { display: block; margin-top: .75rem }
textarea { display: block; width: 100%; min-height: 5rem; margin-top: .25rem; padding: .6rem;
  font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 6px }
.acts { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem }
button { font: inherit; font-weight: 600; min-height: 2.9rem; padding: .6rem 1.1rem;
  cursor: pointer; border-radius: 6px; border: 2px solid var(--text);
  background: var(--sheet); color: var(--text) }
button.first { background: var(--accent); color: var(--on-accent) }
a { color: inherit; text-decoration: underline }
:focus-visible { outline: 3px solid var(--text); outline-offset: 2px }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1rem; font-size: .9rem;
  white-space: pre-line }
`

/** The style with the firm's colour in it, where it has one; what stands on it stays readable. */
export function styleWith(colour: string): string {
  if (!/^#[0-9a-f]{6}$/.test(colour)) return STYLE
  const on = luminanceOf(colour) > MIDDLE ? '#000' : '#fff'
  return `${STYLE}:root { --accent: ${colour}; --on-accent: ${on} }
@media (prefers-color-scheme: dark) { :root { --accent: ${colour}; --on-accent: ${on} } }
`
}

/**
 * The only style a page may have: its own, by its hash. No script, no image, nothing from
 * elsewhere.
 */
export function policyFor(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64')
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Where black and white stand out alike (WCAG 2.2): each by more than 4.5 to 1 on its side. */
const MIDDLE = 0.179

/** Relative luminance of WCAG 2.2. */
export function luminanceOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
