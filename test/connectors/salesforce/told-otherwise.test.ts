import { describeActivities } from '../activities-conformance.ts'
import { startBulkStage, startToldStage } from './stage.ts'

describeActivities('Salesforce with tasks', () => startToldStage({ activityRecords: 'task' }))
describeActivities('Salesforce by jobs, with Practifi', startBulkStage)
