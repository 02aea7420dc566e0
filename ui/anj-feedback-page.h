/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* How the service was: three faces. */
#define ANJ_TYPE_FEEDBACK_PAGE (anj_feedback_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjFeedbackPage, anj_feedback_page, ANJ, FEEDBACK_PAGE, AnjPage)

/* picture of the face of @rating: "1" to "3" */
const char *anj_feedback_icon (const char *rating);

G_END_DECLS
