import { describe, test } from 'vitest'
import { describeActivities } from '../activities-conformance.ts'
import { describePeople } from '../people-conformance.ts'
import { mariaDbFirm, postgresFirm, simulatedSqlServerFirm } from './firm.ts'
import { hasMariaDb } from './mariadb-server.ts'
import { startStage, startToldStage } from './stage.ts'

describePeople('a PostgreSQL database', () => startStage(postgresFirm))
describeActivities('a PostgreSQL database', () => startToldStage(postgresFirm))

const simulated = 'SQL Server (simulated)'
describePeople(simulated, () => startStage(simulatedSqlServerFirm))
describeActivities(simulated, () => startToldStage(simulatedSqlServerFirm))

if (hasMariaDb) {
  describePeople('a MariaDB database', () => startStage(mariaDbFirm))
  describeActivities('a MariaDB database', () => startToldStage(mariaDbFirm))
} else {
  describe('a MariaDB database', () => {
    test.skip('is not asked: there is no /usr/sbin/mariadbd on this machine', () => {})
  })
}
