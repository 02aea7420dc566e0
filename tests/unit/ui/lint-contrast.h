/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lint-finding.h"
#include "sample-picture.h"

G_BEGIN_DECLS

/* What the linter finds in pixels: contrast by the WCAG 2.2 formula (T5), and what is left without
 * colour (T6). */

/* of colours whose parts are 0 to 1 */
double lint_luminance (double red, double green, double blue);
/* of two luminances */
double lint_contrast (double one, double other);

/* T5: every word and icon of the page on what it stands on. @text, @disabled: what words have at
 * least. Returns: how many were looked at */
guint lint_contrasts (Lint *self, const SamplePicture *picture, double text, double disabled);

/* how large a part of the two boxes, both of the size of @one, differs in grey */
double lint_grey_difference (const SamplePicture *picture,
                             const GdkRectangle *one,
                             const GdkRectangle *other);
/* less than this looks the same */
#define LINT_LEAST_GREY_DIFFERENCE 0.03
/* T6: the pictures of any two tiles, and of any two badges with different words, differ in grey */
void lint_greys (Lint *self, const SamplePicture *picture);

G_END_DECLS
