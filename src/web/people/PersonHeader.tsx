import { Group } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import type { AnswerTo } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { TextLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { StateBadge } from '../pieces/StateBadge.tsx'
import { useMay } from '../session/session.ts'
import { MergeWith } from './MergeWith.tsx'
import { PersonMenu } from './PersonMenu.tsx'

export type Person = AnswerTo<'people.show'>

/** Name, title, organizations, owner, on one line; what is not known is left out. */
export function PersonHeader({ person }: { person: Person }) {
  const may = useMay()
  const place = [person.city, person.country].filter(Boolean).join(', ')
  const parts: ReactNode[] = [
    person.jobTitle,
    ...person.organizations.map((organization) => (
      <>
        {organization.kind === 'household' ? (
          jt`household ${(<OrganizationLink {...organization} />)}`
        ) : (
          <OrganizationLink {...organization} />
        )}
      </>
    )),
    person.owner && (
      <>
        {jt`owner ${(
          <TextLink to="/people" search={{ owner: person.owner }} size="sm" underline="always">
            {person.owner}
          </TextLink>
        )}`}
      </>
    ),
    place,
    person.phone,
  ].filter(Boolean)

  return (
    <PageHeader
      title={person.name || t`Person without a name`}
      actions={
        <>
          {may('edit_people') && <MergeWith person={person} />}
          <PersonMenu person={person} />
        </>
      }
      sub={
        <Group gap="xs">
          <span>
            {parts.map((part, place) => (
              <Fragment key={place}>
                {place > 0 && ' · '}
                {part}
              </Fragment>
            ))}
          </span>
          {person.origin === 'esp' && (
            <StateBadge tone="plain">
              {t`Not in the CRM: known from a campaign’s report only`}
            </StateBadge>
          )}
        </Group>
      }
    />
  )
}

function OrganizationLink({ id, name }: Person['organizations'][number]) {
  return (
    <TextLink
      to="/organizations/$organizationId"
      params={{ organizationId: String(id) }}
      size="sm"
      underline="always"
    >
      {name}
    </TextLink>
  )
}
