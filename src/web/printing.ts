const SCHEME = 'data-mantine-color-scheme'

/** Paper is white: what is printed is drawn light, and afterwards as it was chosen. */
export function printLight(): void {
  const page = document.documentElement
  let chosen: string | null = null
  window.addEventListener('beforeprint', () => {
    chosen = page.getAttribute(SCHEME)
    page.setAttribute(SCHEME, 'light')
  })
  window.addEventListener('afterprint', () => {
    if (chosen !== null) page.setAttribute(SCHEME, chosen)
  })
}
