import { TextLink } from '../pieces/Go.tsx'

interface ContactNameProps {
  row: { person: { id: number; name: string } | null; address: string }
}

/** Who it is, as the door to the person; an address nobody in the records has stands as it is. */
export function ContactName({ row }: ContactNameProps) {
  if (row.person === null) return <>{row.address}</>
  return (
    <TextLink size="sm" to="/people/$personId" params={{ personId: String(row.person.id) }}>
      {row.person.name}
    </TextLink>
  )
}
