/** Tools to test programs of asyncio4j: virtual time, explored schedules, tests for JUnit. */
module org.asyncio4j.testing {
  requires static org.jspecify;
  requires static transitive org.junit.jupiter.api; // for the package junit alone
  requires transitive org.asyncio4j;

  exports org.asyncio4j.testing;
  exports org.asyncio4j.testing.junit;
}
