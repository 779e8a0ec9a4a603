import { ActionIcon, Button, Kbd } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { t } from '../languages/messages.ts'

const Palette = lazy(() => import('./Palette.tsx'))

/** Opens the palette by click or Ctrl K; its code is fetched the first time. */
export function PaletteButton() {
  const [timesAsked, setTimesAsked] = useState(0)
  const ask = () => setTimesAsked((times) => times + 1)
  useHotkeys([['mod+K', ask]], [])
  return (
    <>
      <ActionIcon
        hiddenFrom="xs"
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t`Search`}
        onClick={ask}
      >
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
      <Button
        visibleFrom="xs"
        variant="default"
        size="xs"
        onClick={ask}
        onPointerEnter={() => void import('./Palette.tsx')}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={<Kbd size="xs" visibleFrom="md" aria-hidden>{t`Ctrl K`}</Kbd>}
      >{t`Search`}</Button>
      {timesAsked > 0 && (
        <Suspense fallback={null}>
          <Palette timesAsked={timesAsked} />
        </Suspense>
      )}
    </>
  )
}
