"""What search engines, and programs that show a preview of a link, are told: an app of its own within the conversation, which
knows nothing of it. Its pages get their part by tags of templates (templatetags/seo.py)."""
