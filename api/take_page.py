"""The page behind a link in a message: what it is about, and one big button; plain HTML, no script; pure."""

from __future__ import annotations

from html import escape

from alerts.notify.audience import Language

STYLE = """
:root { color-scheme: light dark; --ink: #0d1b14; --ground: #eef2ec; --card: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #f4f8f4; --ground: #0a0f0c; --card: #151d18; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1.15rem/1.45 system-ui, "Noto Sans SC", sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 24px 16px; display: grid; gap: 18px; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; }
p { margin: 0; overflow-wrap: anywhere; }
.said { padding: 14px; border-radius: 12px; background: var(--card); }
button { width: 100%; min-height: 96px; border: 0; border-radius: 14px; background: var(--ink);
  color: var(--card); font: inherit; font-size: 2rem; font-weight: 800; cursor: pointer; }
a { color: inherit; font-weight: 700; }
"""

_WORDS = {
    Language.ENGLISH: {
        "heading": "{name}, do you go?",
        "button": "I go",
        "hint": "Everybody else who was called hears it. The link can be used once.",
        "taken": "You have it, {name}.",
        "others": "The others hear that they need not go.",
        "refused": "This link cannot be used",
        "more": "Chart and history",
    },
    Language.CHINESE: {
        "heading": "{name}，您去处理吗？",
        "button": "我去",
        "hint": "其他被通知的人会收到消息。此链接只能使用一次。",
        "taken": "{name}，已由您负责。",
        "others": "其他人会收到通知，无需前往。",
        "refused": "此链接无法使用",
        "more": "图表与记录",
    },
}


def asking(name: str, said: str, language: Language) -> str:
    """Return the page that asks *name*; looking at it changes nothing, since mail scanners follow links."""
    words = _WORDS[language]
    body = (
        f"<h1>{escape(words['heading'].format(name=name))}</h1><p class=said>{escape(said)}</p>"
        f"<form method=post><button>{words['button']}</button></form><p>{words['hint']}</p>"
    )
    return _page(words["button"], body, language)


def taken(name: str, said: str, alert_id: str, language: Language) -> str:
    """Return the page that says that *name* has it now."""
    words = _WORDS[language]
    body = (
        f"<h1>{escape(words['taken'].format(name=name))}</h1><p class=said>{escape(said)}</p>"
        f"<p>{words['others']}</p><p>{_more(alert_id, words['more'])}</p>"
    )
    return _page(words["button"], body, language)


def refused(why: str) -> str:
    """Return the page that says why a link is good for nothing, and where to look instead."""
    words = _WORDS[Language.ENGLISH]
    body = f"<h1>{words['refused']}</h1><p class=said>{escape(why)}</p><p><a href=/>Coldframe</a></p>"
    return _page(words["refused"], body, Language.ENGLISH)


def _more(alert_id: str, words: str) -> str:
    return f'<a href="/#/alerts/{escape(alert_id)}">{words}</a>'


def _page(title: str, body: str, language: Language) -> str:
    return (
        f"<!doctype html><html lang={language.value}><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        "<meta name=robots content=noindex><link rel=stylesheet href=/a/style.css>"
        f"<title>{escape(title)}</title><main>{body}</main></html>"
    )
