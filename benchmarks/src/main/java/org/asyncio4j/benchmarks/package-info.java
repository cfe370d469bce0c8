/** How fast the loop is, and how much heap its tasks hold. */
@NullMarked
package org.asyncio4j.benchmarks;

import org.jspecify.annotations.NullMarked;
