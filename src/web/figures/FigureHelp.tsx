import { ActionIcon } from '@mantine/core'
import { lazy, Suspense, useRef, useState } from 'react'
import { FIGURE_WORDS, type FigureName } from '../campaigns/figures.ts'
import { t } from '../languages/messages.ts'

const FigureDrawer = lazy(() => import('./FigureDrawer.tsx'))

/** The question mark beside a figure's name: what it counts, loaded when somebody asks. */
export function FigureHelp({ name }: { name: FigureName }) {
  const [isOpen, setOpen] = useState(false)
  const asked = useRef<HTMLButtonElement>(null)
  // The drawer comes and goes as a whole, so it cannot give the focus back itself.
  const close = () => {
    setOpen(false)
    asked.current?.focus()
  }
  return (
    <>
      <ActionIcon
        ref={asked}
        size={18}
        radius="xl"
        variant="subtle"
        color="gray"
        fz="xs"
        aria-label={t`What ${FIGURE_WORDS[name].label} means`}
        onClick={() => setOpen(true)}
      >
        ?
      </ActionIcon>
      {isOpen && (
        <Suspense fallback={null}>
          <FigureDrawer name={name} onClose={close} />
        </Suspense>
      )}
    </>
  )
}
