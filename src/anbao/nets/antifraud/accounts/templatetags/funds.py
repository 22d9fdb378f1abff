"""Money and masked accounts in the templates of a trace."""

from django import template

from anbao.nets.antifraud.accounts.drawing import money, short_money

register = template.Library()
register.filter("money", money)
register.filter("short_money", short_money)
