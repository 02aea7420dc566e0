/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* Huruf: how large the letters are, in which colours, and how far down the page stands. What is
 * touched shows at once; it is reached from the help bar and leads back to where one was. */
#define ANJ_TYPE_LETTERS_PAGE (anj_letters_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjLettersPage, anj_letters_page, ANJ, LETTERS_PAGE, AnjPage)

G_END_DECLS
