"""The three filters that write days, moments and numbers in every template."""

from django import template

from acting import french

register = template.Library()
register.filter("day", french.day)
register.filter("moment", french.moment)
register.filter("number", french.number)
