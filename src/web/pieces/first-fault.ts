/** The form that was sent last, and where the focus was: the server's answer comes later. */
let sent: { form: HTMLFormElement; from: Element | null } | null = null

/**
 * From now on, a form that is sent with faults leads to the first of them: whoever works by
 * keyboard or by ear would not know of it otherwise.
 */
export function leadToFaults(): void {
  document.addEventListener('submit', ({ target }) => {
    if (!(target instanceof HTMLFormElement)) return
    sent = { form: target, from: document.activeElement }
    leadToFirstFault()
  })
}

/** The same once the server has said what is wrong; who went on to another field stays there. */
export function leadToFirstFault(): void {
  // Two frames: by then the faults are marked.
  requestAnimationFrame(() => requestAnimationFrame(lead))
}

function lead(): void {
  if (sent === null) return
  const { activeElement } = document
  const hasGoneOn = activeElement !== sent.from && activeElement?.matches('input, textarea')
  if (!hasGoneOn) sent.form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}
