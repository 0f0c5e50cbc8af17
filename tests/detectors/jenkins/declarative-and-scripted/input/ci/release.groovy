node('gpu') {
  stage('Train') {
    docker.image('nvcr.example/pytorch:24.10').inside {
      sh 'python train.py'
    }
  }
}
