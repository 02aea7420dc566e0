/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-asking.h"

#include "ui/anj-i18n.h"

void
anj_asking_show_not_ready (AnjPage *page)
{
  anj_page_set_error (page, _ ("Layar ini sedang disiapkan."),
                      _ ("Mohon coba lagi sebentar, atau temui petugas."));
}

AnjSession *
anj_asking_begin (AnjPage *page)
{
  AnjSession *session = anj_visit_get_session (anj_page_get_visit (page));

  anj_page_set_error (page, NULL, NULL);
  if (session == NULL)
    anj_asking_show_not_ready (page);
  else
    anj_page_set_busy (page, TRUE);
  return session;
}

gboolean
anj_asking_end (AnjPage *page, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  anj_page_set_busy (page, FALSE);
  return TRUE;
}
