/**
 * What {@code ps} and {@code pstree} load into the process that they look at. It stays loaded
 * there, so it is small, and uses nothing but what core exports.
 */
@NullMarked
package org.asyncio4j.cli.agent;

import org.jspecify.annotations.NullMarked;
