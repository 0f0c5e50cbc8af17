process.env.NEXT_TELEMETRY_DISABLED ??= '1'
process.env['DO_NOT_TRACK'] ||= '1'
// process.env.IN_A_COMMENT ??= '1'
const text = "process.env.IN_A_TEXT ??= '1'"
if (process.argv.length > 3) {
  process.env.UNDER_A_CONDITION ??= '1'
}
export const read = process.env.ONLY_READ ?? '1'
