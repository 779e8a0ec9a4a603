import { describeConformance } from '../conformance.ts'
import { startStage } from './stage.ts'

describeConformance('MagnetMail', startStage)
