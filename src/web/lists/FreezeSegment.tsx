import { Button } from '@mantine/core'
import { useState } from 'react'
import { t } from '../languages/messages.ts'
import { MakeList } from './MakeList.tsx'
import type { PersonList } from './words.ts'

/** Whoever is in a segment now, put on a list that stays as it is. */
export function FreezeSegment({ list }: { list: PersonList }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t`Freeze into a list`}
      </Button>
      <MakeList
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={t`Freeze “${list.name}”`}
        name={`${list.name}, ${new Date().toISOString().slice(0, 10)}`.slice(0, 100)}
        definition={list.definition!}
      />
    </>
  )
}
