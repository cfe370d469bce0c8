package org.asyncio4j.stress;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one test class of core or net; exits with 0 if it passes, with 1 if not. */
final class PlainTest {
  private PlainTest() {}

  static void main(String[] arguments) {
    var summary = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(arguments[0])).build(),
            summary);
    summary
        .getSummary()
        .printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 3);
    boolean passed =
        summary.getSummary().getTestsFoundCount() > 0
            && summary.getSummary().getTotalFailureCount() == 0;
    System.exit(passed ? 0 : 1);
  }
}
