from openai import OpenAI

first = OpenAI(base_url="http://before:8000/v1")
<<<<<<< HEAD
def broken(:
    print "python two"
=======
>>>>>>> theirs
second = OpenAI(base_url="http://after:8000/v1")
