import { notMeant, type Source, type Sources } from '../../sdk/index.ts'

const SEEN: Source = {
  title:
    'Seen on running PostgreSQL 15 and MariaDB 10.11; '
    + 'SQL Server on a simulator alone, and MySQL not',
}
const FOR_READING = notMeant('Views are for reading, and no outbox table is made for it.')

export const sources: Sources = {
  main: SEEN,
  absent: {
    oauth2: notMeant('A user and a password of the database.'),
    leave_topic: FOR_READING,
    audience: FOR_READING,
  },
}
