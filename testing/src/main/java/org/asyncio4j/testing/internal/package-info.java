/** What explores a test and what the test runs on, as they see each other. */
@NullMarked
package org.asyncio4j.testing.internal;

import org.jspecify.annotations.NullMarked;
