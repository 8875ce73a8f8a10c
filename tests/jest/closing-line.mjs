// Jest's last reporter: the counts alone on the last line, where people and CI look for them.
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const failedToLoad = results.testResults.filter((file) => file.testExecError).length;
    const failed = results.numFailedTests + failedToLoad;
    const skipped = results.numPendingTests + results.numTodoTests;
    // Jest's own summary goes to stderr; give it the time to get out first.
    setImmediate(() =>
      console.log(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`),
    );
  }
}
