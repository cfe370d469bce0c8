/**
 * Tools to test programs of asyncio4j: virtual time, explored schedules, tests for JUnit,
 * simulation of plain Java.
 */
module org.asyncio4j.testing {
  requires static java.instrument; // for the agent alone
  requires static org.jspecify;
  requires static transitive org.junit.jupiter.api; // for the package junit alone
  requires transitive org.asyncio4j;

  exports org.asyncio4j.testing;
  exports org.asyncio4j.testing.junit;
  exports org.asyncio4j.testing.plain;
}
