/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* "Ada foto atau surat?": the camera's picture, the shutter, the photos taken. May be skipped. The
 * camera is on while the page is shown. Ways: next. */
#define ANJ_TYPE_PHOTO_PAGE (anj_photo_page_get_type ())
G_DECLARE_FINAL_TYPE (AnjPhotoPage, anj_photo_page, ANJ, PHOTO_PAGE, AnjPage)

G_END_DECLS
