/** Mixed work for minutes on end, with the books kept: nothing may be lost and nothing may stay. */
@NullMarked
package org.asyncio4j.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
