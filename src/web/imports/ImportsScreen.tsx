import { Anchor, Stack, Table, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { usePages } from '../api.ts'
import { jt, t } from '../languages/messages.ts'
import { DataTable } from '../pieces/DataTable.tsx'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useMay } from '../session/session.ts'
import { IMPORT_COLUMNS, sampleCsv } from './columns.ts'
import { DropFile } from './DropFile.tsx'
import { importColumns } from './importColumns.tsx'

/** Brings people in from a CSV file, says which columns it takes, and lists the imports before. */
export default function ImportsScreen() {
  const may = useMay()
  return (
    <>
      <PageHeader
        title={t`Import people`}
        sub={
          <>
            {jt`From a CSV file into ${(
              <TextLink to="/people" underline="always" size="sm">
                {t`People`}
              </TextLink>
            )}. The same file may be sent again: records known already are updated, never doubled.`}
          </>
        }
      />
      <Stack gap="lg">
        {may('import_people') ? (
          <DropFile />
        ) : (
          <Text size="sm">{t`Your role may see imports but not begin one; ask a manager.`}</Text>
        )}
        <ColumnsExplained />
        <FormerImports />
      </Stack>
    </>
  )
}

function ColumnsExplained() {
  return (
    <Panel
      title={t`Columns`}
      actions={
        <Anchor
          size="sm"
          download="people-sample.csv"
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(sampleCsv())}`}
        >
          {t`Download a sample`}
        </Anchor>
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        {t`The first line names the columns, in any order; whatever names or reaches a person is
          enough, the rest may be missing. The names other programs use (“Surname”, “Company”) are
          known, too. One of your own fields (Settings, Fields of people) goes by its key. Comma,
          semicolon or tab between; UTF-8, UTF-16 or Windows-1252.`}
      </Text>
      <details>
        <summary style={{ cursor: 'pointer' }}>{t`All ${IMPORT_COLUMNS.length} columns`}</summary>
        <Table mt="xs" verticalSpacing={4} aria-label={t`Columns`}>
          <Table.Tbody>
            {IMPORT_COLUMNS.map((column) => (
              <Table.Tr key={column.name}>
                <Table.Th scope="row" w={160} ff="monospace" fw={400} fz="xs">
                  {column.name}
                </Table.Th>
                <Table.Td>{column.meaning}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </Panel>
  )
}

function FormerImports() {
  const navigate = useNavigate()
  const imports = usePages('imports.list', { query: { limit: 50 } })
  return (
    <Panel isPlain title={t`Imports so far`}>
      {imports.error ? (
        <ErrorNotice error={imports.error} onRetry={imports.retry} />
      ) : (
        <DataTable
          label={t`Imports so far`}
          columns={importColumns}
          rowKey={(run) => run.id}
          onOpen={(run) =>
            void navigate({ to: '/imports/$importId', params: { importId: String(run.id) } })
          }
          empty={
            <Text size="sm" c="dimmed">
              {t`None yet. Each will stand here with what became of every row.`}
            </Text>
          }
          {...imports}
        />
      )}
    </Panel>
  )
}
