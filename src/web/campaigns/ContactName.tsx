import { t } from '../languages/messages.ts'
import { TextLink } from '../pieces/Go.tsx'
import { isErased } from './erased.ts'

interface ContactNameProps {
  row: { person: { id: number; name: string } | null; address: string | null }
}

/**
 * Who it is, as the door to the person; an address nobody in the records has stands as it is, where
 * it is not hidden.
 */
export function ContactName({ row }: ContactNameProps) {
  if (row.person === null) {
    if (row.address === null) return <>{t`Nobody in the records`}</>
    return <>{isErased(row.address) ? t`Erased person` : row.address}</>
  }
  return (
    <TextLink size="sm" to="/people/$personId" params={{ personId: String(row.person.id) }}>
      {row.person.name}
    </TextLink>
  )
}
